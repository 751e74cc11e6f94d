import { countUntil, stepFrom, type Timeline } from './timeline';

/** The play head: where it is, and whether it runs. */
export interface Player {
  timeMs: number;
  isPlaying: boolean;
  /** Milliseconds of the recording in one of the viewer's. */
  speed: number;
}

export type Command =
  | { kind: 'play' }
  | { kind: 'pause' }
  | { kind: 'seek'; timeMs: number }
  | { kind: 'step'; direction: 1 | -1 }
  | { kind: 'speed'; speed: number }
  | { kind: 'elapsed'; realMs: number };

export const speeds = [1, 10, 60, 300, 900] as const;

/** Quiet longer than this, in the viewer's milliseconds, is skipped while playing. */
const longestQuietMs = 1500;

/** What a command makes of the play head. Pure: the time that went by comes with the command. */
export function play(player: Player, command: Command, timeline: Timeline, fromMs: number, toMs: number): Player {
  const within = (timeMs: number) => Math.max(fromMs, Math.min(toMs, timeMs));
  switch (command.kind) {
    case 'play':
      // At the end, it begins again.
      return { ...player, isPlaying: true, timeMs: player.timeMs >= toMs ? fromMs : player.timeMs };
    case 'pause':
      return { ...player, isPlaying: false };
    case 'seek':
      return { ...player, timeMs: within(command.timeMs) };
    case 'step':
      return { ...player, isPlaying: false, timeMs: within(stepFrom(timeline, player.timeMs, command.direction)) };
    case 'speed':
      return { ...player, speed: command.speed };
    case 'elapsed': {
      if (!player.isPlaying) {
        return player;
      }
      const ahead = within(player.timeMs + command.realMs * player.speed);
      const next = timeline.events[countUntil(timeline, player.timeMs)]?.timeMs ?? toMs;
      const isQuiet = next - player.timeMs > longestQuietMs * player.speed && next > ahead;
      const timeMs = isQuiet ? within(next - (longestQuietMs * player.speed) / 3) : ahead;
      return { ...player, timeMs, isPlaying: timeMs < toMs };
    }
  }
}
