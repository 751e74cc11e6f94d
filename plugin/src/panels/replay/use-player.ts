import { useCallback, useEffect, useState } from 'react';
import { type Command, play, type Player } from './player';
import type { Timeline } from './timeline';

/** The play head of a panel; while it plays, it moves with the frames of the page. */
export function usePlayer(timeline: Timeline, fromMs: number, toMs: number, speed: number) {
  const [player, setPlayer] = useState<Player>(() => ({
    timeMs: timeline.events.at(-1)?.timeMs ?? toMs,
    isPlaying: false,
    speed,
  }));
  const command = useCallback(
    (next: Command) => setPlayer((current) => play(current, next, timeline, fromMs, toMs)),
    [timeline, fromMs, toMs]
  );
  const { isPlaying } = player;
  useEffect(() => {
    if (!isPlaying) {
      return undefined;
    }
    let last = performance.now();
    let frame = requestAnimationFrame(function tick(now) {
      command({ kind: 'elapsed', realMs: now - last });
      last = now;
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, command]);
  return { player: { ...player, timeMs: Math.max(fromMs, Math.min(toMs, player.timeMs)) }, command };
}
