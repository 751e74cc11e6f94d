/** What the tests read of a panel; rows hold panels of their own. */
export interface PanelModel {
  id: number;
  type: string;
  title?: string;
  description?: string;
  datasource?: { type: string; uid: string };
  gridPos?: { x: number; y: number; w: number; h: number };
  options?: { content?: string };
  fieldConfig?: { defaults: { noValue?: string } };
  targets?: TargetModel[];
  panels?: PanelModel[];
}

export interface TargetModel {
  refId?: string;
  datasource?: { type: string; uid: string };
  queryType?: string;
  format?: string;
  filter?: Record<string, string | string[]>;
  panelId?: number;
  at?: string;
  compareTo?: string;
}

/** What the tests read of a variable. */
export interface VariableModel {
  name: string;
  type: string;
  query?: string;
}

/** All panels of a dashboard, those within rows too. */
export function panelsOf({ panels = [] }: { panels?: PanelModel[] }): PanelModel[] {
  return panels.flatMap((panel) => [panel, ...panelsOf(panel)]);
}

/** What marks the pictures of a dashboard. */
export function marksOf({ annotations }: { annotations?: { list?: { target?: TargetModel }[] } }): TargetModel[] {
  return (annotations?.list ?? []).flatMap(({ target }) => target ?? []);
}

/** A file of the repository by its path from the root. */
export function inRepository(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}
