import { type PanelDataSummary, VisualizationSuggestionScore, type VisualizationSuggestion } from '@grafana/data';
import { fieldNamed } from '../../shared/frames';
import type { PrefixSpaceOptions } from './options';

/** Offers the panel for any answer with prefixes and where they come from. */
export function suggest({
  rawFrames = [],
}: Pick<PanelDataSummary, 'rawFrames'>): Array<VisualizationSuggestion<PrefixSpaceOptions>> {
  const hasPrefixes = rawFrames.some(
    (frame) => frame.length > 0 && fieldNamed(frame, 'prefix') && fieldNamed(frame, 'label', 'origin_as', 'peer')
  );
  return hasPrefixes ? [{ name: 'Prefix space', score: VisualizationSuggestionScore.OK }] : [];
}
