import { LEFT_OUT, type LeftOut, type LeftOutName } from '../detect/left-out.ts';

/** What was left out at all, in words, with how often. */
export function leftOutItems(leftOut: LeftOut): [words: string, count: number][] {
  return (Object.keys(LEFT_OUT) as LeftOutName[])
    .filter((name) => leftOut[name] > 0)
    .map((name) => [LEFT_OUT[name], leftOut[name]]);
}
