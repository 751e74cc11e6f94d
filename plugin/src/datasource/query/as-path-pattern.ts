const maxLength = 500;

/** One sign of a pattern: a character of a path, `_`, an anchor, a set of digits, or a sign escaped. */
const sign = /[\d ,{}_^$.]|\\[$^.*+?|()[\]{}_\\]|\[\^?(?:\d(?:-\d)?)+\]|[()|*+?]/y;

/**
 * What is wrong with a pattern over the text of AS paths, as routers take it: `_` is an end of the path, a blank or a bracket;
 * besides it `^ $ . * + ? | ( ) [0-9]` as in regular expressions.
 */
export function checkAsPathPattern(pattern: string): string | undefined {
  if (pattern.length > maxLength) {
    return `longer than ${maxLength} characters: shorten it`;
  }
  let open = 0;
  // What a `*` would repeat: nothing at the begin of an alternative.
  let isRepeatable = false;
  for (let at = 0; at < pattern.length; at = sign.lastIndex) {
    sign.lastIndex = at;
    const [found] = sign.exec(pattern) ?? [];
    if (found === undefined) {
      return unreadable(pattern, at);
    }
    if (found === ')' && open === 0) {
      return `character ${at + 1} closes a bracket that is not open`;
    }
    if ('*+?'.includes(found) && !isRepeatable) {
      return `character ${at + 1} repeats nothing: put what is repeated before the ${found}`;
    }
    open += found === '(' ? 1 : found === ')' ? -1 : 0;
    isRepeatable = found !== '(' && found !== '|';
  }
  return open > 0 ? 'a bracket ( is not closed' : undefined;
}

function unreadable(pattern: string, at: number): string {
  return `"${pattern.slice(at, at + 8)}" at character ${at + 1} is no part of an AS path: write it as _12076_ or ^65515( 65515)*$`;
}
