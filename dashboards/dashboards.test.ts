import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { dashboards, format } from './src/dashboards.ts';
import { narrowing as narrowingBy, type Query } from './src/source.ts';
import { marksOf, panelsOf, type PanelModel, type TargetModel } from './testing.ts';

const panelTypes = [
  'earshot-aspath-panel',
  'earshot-prefixspace-panel',
  'earshot-replay-panel',
  'bargauge',
  'logs',
  'nodeGraph',
  'row',
  'stat',
  'state-timeline',
  'status-history',
  'table',
  'text',
  'timeseries',
];

/** Panels and variables that ask nothing. */
const silent = ['row', 'text', 'textbox', 'custom'];

for (const dashboard of dashboards()) {
  describe(`dashboard ${dashboard.uid}`, () => {
    const model = JSON.parse(format(dashboard));
    const panels: PanelModel[] = panelsOf(model);
    const choices = model.templating?.list ?? [];
    const byId = new Map(panels.map((panel) => [panel.id, panel]));

    it('is committed as its source makes it', async () => {
      const committed = await readFile(new URL(`${dashboard.uid}.json`, import.meta.url), 'utf8');
      assert.equal(committed, format(dashboard), 'run npm run generate');
    });

    it('can be provisioned: a uid that never changes, no id, no inputs', () => {
      assert.match(model.uid, /^earshot-[a-z-]+$/);
      assert.equal(model.id, null);
      assert.ok(!('__inputs' in model) && !('__requires' in model));
      assert.ok(model.title && model.description);
    });

    it('tells its panels apart by id and knows the type of each', () => {
      assert.equal(byId.size, panels.length);
      for (const panel of panels) {
        assert.ok(Number.isInteger(panel.id), `${panel.title} has no id`);
        assert.ok(panelTypes.includes(panel.type), `${panel.title} is a ${panel.type}`);
      }
    });

    it('fills the width of 24 columns and lays no panel over another', () => {
      const taken = new Map<string, string>();
      for (const { title = '', gridPos } of panels) {
        assert.ok(gridPos && gridPos.x + gridPos.w <= 24, `${title} stands out at the right`);
        for (let cell = 0; cell < gridPos.w * gridPos.h; cell++) {
          const at: string = `${gridPos.x + (cell % gridPos.w)},${gridPos.y + Math.floor(cell / gridPos.w)}`;
          assert.equal(taken.get(at), undefined, `${title} lies over ${taken.get(at)}`);
          taken.set(at, title);
        }
      }
    });

    it('asks one data source everywhere, or the answer of another panel', () => {
      const marks = (model.annotations?.list ?? []).filter(({ builtIn }: { builtIn?: number }) => builtIn !== 1);
      const asked = [...panels, ...choices, ...marks].filter(({ type }) => !silent.includes(type));
      for (const { title, name, datasource, targets = [] } of asked) {
        for (const source of [datasource, ...targets.map((target: { datasource: unknown }) => target.datasource)]) {
          const allowed =
            source?.uid === 'earshot'
              ? 'earshot-bgp-datasource'
              : source?.uid === '-- Dashboard --'
                ? 'datasource'
                : '';
          assert.equal(source?.type, allowed, title ?? name);
        }
        for (const { panelId } of targets.filter((target: object) => 'panelId' in target)) {
          assert.equal(byId.get(panelId)?.datasource?.uid, 'earshot', `${title} takes the answer of panel ${panelId}`);
        }
      }
    });

    it('says of each panel what it shows, and why it may be empty', () => {
      for (const panel of panels.filter(({ type }) => type !== 'row')) {
        assert.ok(panel.title, `panel ${panel.id} has no title`);
        assert.ok((panel.description ?? '').length > 40, `${panel.title} has no description`);
        const says = panel.type === 'text' ? panel.options?.content : panel.fieldConfig?.defaults.noValue;
        assert.ok(says, `${panel.title} does not say why it is empty`);
      }
    });

    it('narrows every query by all choices that its type knows', () => {
      const variables: string[] = choices.map(({ name }: { name: string }) => name);
      const targets = [...panels.flatMap(({ targets = [] }) => targets), ...marksOf(model)] as (TargetModel & Query)[];
      const narrowing = new Set<string>();
      for (const target of targets.filter(({ queryType }) => queryType)) {
        for (const [name, choice] of Object.entries(narrowingBy(target, variables))) {
          const value = target.filter?.[name];
          assert.ok(value !== undefined, `${target.queryType} is not narrowed by ${name}`);
          if (JSON.stringify(value) === JSON.stringify(choice)) {
            narrowing.add(JSON.stringify(choice));
          }
        }
        narrowing.add(target.compareTo ?? '');
      }
      for (const name of variables) {
        assert.match(
          [...narrowing].join(' '),
          new RegExp(`\\$\\{?${name}\\b`),
          `the choice of ${name} narrows nothing`
        );
      }
      const used = [...JSON.stringify(panels).matchAll(/\$(?:([a-z_]\w*)|\{(\w+)[:}])/g)].map(
        (match) => match[1] ?? match[2] ?? ''
      );
      const unknown = used.filter((name) => !variables.includes(name) && !name.startsWith('__'));
      assert.deepEqual(unknown, []);
    });

    it('lets all be chosen, and asks the choices of the data source', () => {
      for (const variable of choices.filter(({ type }: { type: string }) => type !== 'textbox')) {
        assert.ok(variable.includeAll, variable.name);
        assert.deepEqual([variable.current.value].flat(), ['$__all']);
        if (variable.type === 'query') {
          assert.ok(variable.multi, variable.name);
          assert.equal(variable.query.kind, `${variable.name}s`);
        }
      }
    });

    it('leads to the other dashboards with time range and choices kept', () => {
      const [link] = model.links;
      assert.equal(link.type, 'dashboards');
      assert.ok(link.keepTime && link.includeVars);
      assert.ok(link.tags.every((tag: string) => model.tags.includes(tag)));
      for (const url of JSON.stringify(panels).match(/\/d\/[^"]+/g) ?? []) {
        assert.match(url, /\$\{__url_time_range\}/);
        assert.ok(
          dashboards().some(({ uid }) => url.startsWith(`/d/${uid}?`)),
          url
        );
      }
    });
  });
}
