import type { AnnotationEvent, AnnotationSupport, DataFrame } from '@grafana/data';
import { of } from 'rxjs';
import { completeQuery, defaultQuery, withFormat, type EarshotQuery } from './query/model';
import { AnnotationQueryEditor } from './QueryEditor';

/** Marks what began, and what ended too, in the pictures of a dashboard. */
export const annotations: AnnotationSupport<EarshotQuery> = {
  QueryEditor: AnnotationQueryEditor,
  getDefaultQuery: () => defaultQuery('incidents', 'annotations'),
  prepareQuery: ({ target }) => target && withFormat(completeQuery(target), 'annotations'),
  processEvents: (_annotation, frames) => of(eventsOf(frames)),
};

/** Reads a table that has `time`, and what it has of `timeEnd`, `title`, `text` and `tags`. */
export function eventsOf(frames: DataFrame[]): AnnotationEvent[] {
  return frames.flatMap((frame) => {
    const cell = (name: string, row: number): unknown => frame.fields.find((field) => field.name === name)?.values[row];
    const text = (name: string, row: number) => {
      const value = cell(name, row);
      return typeof value === 'string' ? value : '';
    };
    return Array.from({ length: frame.fields.length > 0 ? frame.length : 0 }, (_, row) => {
      const time = Number(cell('time', row));
      return {
        time,
        // Grafana takes the columns of its marks from the first one, so that each must have an end; one at the begin is none.
        timeEnd: Number(cell('timeEnd', row) ?? time),
        title: text('title', row),
        text: text('text', row),
        tags: text('tags', row).split(',').filter(Boolean),
      };
    });
  });
}
