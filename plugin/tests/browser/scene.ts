import type { ComponentType } from 'react';

/** What a page shows under one name: a component without properties, which draws the same each time. */
export type Scene = ComponentType;
