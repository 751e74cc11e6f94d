import { createTheme } from '@grafana/data';
import fc from 'fast-check';
import { changeColor, labelColors } from './colors';

const theme = createTheme();

it('gives each label of a hybrid cloud a colour of its own', () => {
  const colors = labelColors(['vnet', 'expressroute', 'vpn', 'onprem', 'internet', 'none'], theme);
  expect(new Set(colors.values()).size).toBe(6);
});

it('gives the same labels the same colours, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 20 }), (labels) => {
      const once = labelColors(labels, theme);
      expect(labelColors([...labels].reverse(), theme)).toEqual(once);
      expect(new Set(once.keys())).toEqual(new Set(labels));
    })
  );
});

it('has a colour for each change', () => {
  const changes = (['gained', 'lost', 'flapping', 'same'] as const).map((change) => changeColor(change, theme));
  expect(new Set(changes).size).toBe(4);
});
