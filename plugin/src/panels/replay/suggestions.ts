import { type PanelDataSummary, VisualizationSuggestionScore, type VisualizationSuggestion } from '@grafana/data';
import { fieldNamed } from '../../shared/frames';
import type { ReplayOptions } from './options';

/** Offers the panel for any answer with announcements and withdrawals in time. */
export function suggest({
  rawFrames = [],
}: Pick<PanelDataSummary, 'rawFrames'>): Array<VisualizationSuggestion<ReplayOptions>> {
  const names = ['time', 'action', 'prefix', 'as_path'];
  const hasEvents = rawFrames.some((frame) => frame.length > 0 && names.every((name) => fieldNamed(frame, name)));
  return hasEvents ? [{ name: 'Replay', score: VisualizationSuggestionScore.Good }] : [];
}
