import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The configuration file as JSON Schema, for editors: what may be written, before it is read. */
export function configJsonSchema(): object {
  return { title: 'Configuration of Earshot', ...z.toJSONSchema(configSchema, { io: 'input' }) };
}
