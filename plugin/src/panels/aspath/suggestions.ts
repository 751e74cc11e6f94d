import { type PanelDataSummary, VisualizationSuggestionScore, type VisualizationSuggestion } from '@grafana/data';
import { fieldNamed } from '../../shared/frames';
import type { AsPathOptions } from './options';

/** Offers the panel for any answer with AS paths. */
export function suggest({
  rawFrames = [],
}: Pick<PanelDataSummary, 'rawFrames'>): Array<VisualizationSuggestion<AsPathOptions>> {
  const hasPaths = rawFrames.some((frame) => frame.length > 0 && fieldNamed(frame, 'as_path'));
  return hasPaths ? [{ name: 'AS paths', score: VisualizationSuggestionScore.Good }] : [];
}
