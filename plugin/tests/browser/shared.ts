/** What Grafana shares with plugins, under the names by which a plugin's bundle asks for it. */
import * as emotion from '@emotion/css';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as react from 'react';
import * as reactDom from 'react-dom';
import * as reactDomClient from 'react-dom/client';
import * as rxjs from 'rxjs';

Object.assign(window, {
  earshotShared: {
    '@emotion/css': emotion,
    '@grafana/data': grafanaData,
    '@grafana/runtime': grafanaRuntime,
    '@grafana/ui': grafanaUi,
    react,
    'react-dom': reactDom,
    'react-dom/client': reactDomClient,
    rxjs,
  },
});
