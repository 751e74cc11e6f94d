import { parseChoices } from './resources';

it('takes over choices and leaves out what is none', () => {
  const answer = [
    { value: '10.0.0.1', label: 'rs-0', description: 'AS65515' },
    { value: 65010 },
    { value: '' },
    { label: 'no value' },
    'text',
    null,
  ];
  expect(parseChoices(answer)).toEqual([
    { value: '10.0.0.1', label: 'rs-0', description: 'AS65515' },
    { value: '65010', label: '65010' },
  ]);
});

it.each([undefined, null, 'text', { error: 'no such resource' }])('%j holds no choices', (answer) => {
  expect(parseChoices(answer)).toEqual([]);
});
