/// <reference types="webpack/module" />
import { createTheme, standardEditorsRegistry, standardFieldConfigEditorRegistry, ThemeContext } from '@grafana/data';
import { config } from '@grafana/runtime';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import React from 'react';
import { createRoot } from 'react-dom/client';
import type { Scene } from './scene';

// One file for each subject: pages/NAME.tsx exports `scenes`. The address says which one: ?page=NAME&scene=…&theme=dark
const pages = import.meta.webpackContext('./pages', { recursive: false, regExp: /\.tsx$/ });
const asked = new URLSearchParams(window.location.search);

const theme = createTheme({ colors: { mode: asked.get('theme') === 'light' ? 'light' : 'dark' } });
config.theme2 = theme;

// Grafana fills these before it loads a panel. The defaults of a panel's options only need the editors to have a name.
const editors = [
  'text',
  'number',
  'slider',
  'boolean',
  'radio',
  'select',
  'multi-select',
  'color',
  'unit',
  'field-name',
];
standardEditorsRegistry.setInit(() => editors.map((id) => ({ id, name: id, editor: () => null })));
standardFieldConfigEditorRegistry.setInit(() => []);

function sceneAsked(): Scene {
  const { scenes } = pages(`./${asked.get('page')}.tsx`) as { scenes: Record<string, Scene> };
  const scene = scenes[asked.get('scene') ?? ''];
  if (!scene) {
    throw new Error(`there is no scene "${asked.get('scene')}", only ${Object.keys(scenes).join(', ')}`);
  }
  return scene;
}

const Scene = sceneAsked();
const root = document.createElement('main');
document.body.append(root);
document.body.style.margin = '0';
createRoot(root).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <div style={{ background: theme.colors.background.canvas, padding: theme.spacing(1), minHeight: '100vh' }}>
      <Scene />
    </div>
    <PortalContainer />
  </ThemeContext.Provider>
);
