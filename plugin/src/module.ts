import { AppPlugin } from '@grafana/data';
import { RootPage } from './app/RootPage';

export const plugin = new AppPlugin().setRootPage(RootPage);
