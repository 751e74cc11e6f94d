import { createDataFrame, FieldType } from '@grafana/data';
import { eventsOf } from './annotations';

it('makes a mark of each incident, with an end even while it is open', () => {
  const frame = createDataFrame({
    fields: [
      { name: 'time', type: FieldType.time, values: [1000, 2000] },
      { name: 'timeEnd', type: FieldType.time, values: [null, 5000] },
      { name: 'title', type: FieldType.string, values: ['overlap 10.1.0.0/16', 'session down 10.1.0.4'] },
      { name: 'text', type: FieldType.string, values: ['stands twice', ''] },
      { name: 'tags', type: FieldType.string, values: ['overlap,warning,open', ''] },
    ],
  });
  expect(eventsOf([frame])).toEqual([
    {
      time: 1000,
      timeEnd: 1000,
      title: 'overlap 10.1.0.0/16',
      text: 'stands twice',
      tags: ['overlap', 'warning', 'open'],
    },
    { time: 2000, timeEnd: 5000, title: 'session down 10.1.0.4', text: '', tags: [] },
  ]);
});

it('makes nothing of an answer that holds nothing', () => {
  expect(eventsOf([createDataFrame({ fields: [] })])).toEqual([]);
});
