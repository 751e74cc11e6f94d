import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './ConfigEditor';
import { EarshotDataSource } from './datasource';
import type { EarshotQuery } from './query/model';
import { QueryEditor } from './QueryEditor';
import type { EarshotSecrets, EarshotSettings } from './settings';

export const plugin = new DataSourcePlugin<EarshotDataSource, EarshotQuery, EarshotSettings, EarshotSecrets>(
  EarshotDataSource
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
