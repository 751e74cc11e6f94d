// Makes the recording of fixtures/hybrid-incidents again.
import { writeFileSync } from 'node:fs';
import { fixture } from '../tools.ts';
import { hybridIncidents } from './hybrid-incidents.ts';

const path = fixture('hybrid-incidents/scenario.mrt');
const recording = hybridIncidents();
writeFileSync(path, recording);
console.log(`${path}: ${recording.length} bytes`);
