import type { Finding, Verdict } from './check-finding.ts';
import { formatItems } from './format.ts';

const SIGNS: Readonly<Record<Verdict, string>> = { ok: '✓ ok', note: '! note', problem: '✗ problem' };
const COLOURS: Readonly<Record<Verdict, number>> = { ok: 32, note: 33, problem: 31 };
const SIGN_CELLS = Math.max(...Object.values(SIGNS).map((sign) => sign.length));
const COLUMNS = 120;
const GAP = 2;
/** A longer name has a line of its own. */
const MAX_NAME_CELLS = 34;
/** What is called an area in people's words, where it has parts only. */
const HEADINGS: Readonly<Partial<Record<Finding['area'], string>>> = {
  Source: 'Sources',
  Peer: 'Peers',
  'Blind spot': 'Not seen from here',
};
/** Findings of an area that are shown; those that are not well stand first then. */
const MAX_SHOWN = 40;

/** The findings for people: an area each, aligned, with a word beside each colour. */
export function checkText(findings: readonly Finding[], coloured: boolean): string {
  const areas = [...new Set(findings.map(({ area }) => area))];
  const names = findings.map((one) => nameOf(one).length).filter((cells) => cells <= MAX_NAME_CELLS);
  const nameCells = Math.max(0, ...names);
  const lines = areas.flatMap((area) => {
    const shown = shownOf(findings.filter((one) => one.area === area));
    const heading = HEADINGS[area];
    return [
      ...(heading === undefined ? [] : ['', heading]),
      ...shown.lines.flatMap((one) => linesOf(one, nameCells, coloured)),
      ...shown.more,
    ];
  });
  return `${[...lines, '', summary(findings)].join('\n')}\n`;
}

function shownOf(findings: readonly Finding[]): { lines: readonly Finding[]; more: string[] } {
  if (findings.length <= MAX_SHOWN) {
    return { lines: findings, more: [] };
  }
  const order: readonly Verdict[] = ['problem', 'note', 'ok'];
  const lines = [...findings].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict)).slice(0, MAX_SHOWN);
  return { lines, more: [`  and ${findings.length - MAX_SHOWN} more: --json has them all`] };
}

function nameOf({ area, about }: Finding): string {
  return about === '' && HEADINGS[area] === undefined ? area : `  ${about}`;
}

function linesOf(finding: Finding, nameCells: number, coloured: boolean): string[] {
  const { verdict } = finding;
  const sign = SIGNS[verdict].padEnd(SIGN_CELLS);
  const name = nameOf(finding);
  const own = name.length > nameCells ? [name] : [];
  const head = `${(own.length > 0 ? '' : name).padEnd(nameCells)}${' '.repeat(GAP)}`;
  const shownSign = coloured ? `\u001b[${COLOURS[verdict]}m${sign}\u001b[0m` : sign;
  const indent = nameCells + SIGN_CELLS + 2 * GAP;
  const [first, ...others] = wrap(finding.words, Math.max(40, COLUMNS - indent));
  return [
    ...own,
    `${head}${shownSign}${' '.repeat(GAP)}${first}`,
    ...others.map((line) => `${' '.repeat(indent)}${line}`),
  ];
}

/** Lines of at most so many characters, unless a word is longer. */
function wrap(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    }
  }
  return lines;
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  const [problems, notes] = [count('problem'), count('note')];
  const noted = notes === 0 ? '' : `, ${formatItems(notes, 'note')}`;
  return problems === 0 ? `No problem${noted}.` : `${formatItems(problems, 'problem')}${noted}.`;
}
