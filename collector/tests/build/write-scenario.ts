import { writeFileSync } from 'node:fs';
import { fixture } from '../tools.ts';
import { hybridIncidents } from './hybrid-incidents.ts';

/** Makes the fixture's recording again. */
const path = fixture('hybrid-incidents/scenario.mrt');
const recording = hybridIncidents();
writeFileSync(path, recording);
console.log(`${path}: ${recording.length} bytes`);
