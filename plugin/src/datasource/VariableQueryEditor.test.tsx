import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { testDataSource } from './testing';
import { VariableQueryEditor } from './VariableQueryEditor';
import type { VariableQuery } from './variables';

it('lists the peers of a router, chosen by keyboard', async () => {
  const chosen: VariableQuery[] = [];
  const { datasource } = testDataSource({ router: 'nva-0' });
  function Editor() {
    const [query, setQuery] = useState<VariableQuery>({ refId: 'A', kind: 'routers' });
    const onChange = (next: VariableQuery) => {
      chosen.push(next);
      setQuery(next);
    };
    return <VariableQueryEditor {...{ query, onChange, datasource }} onRunQuery={() => undefined} />;
  }
  render(<Editor />);
  const user = userEvent.setup();
  expect(screen.queryByRole('combobox', { name: 'Router' })).toBeNull();

  await user.click(screen.getByRole('combobox', { name: 'Values' }));
  await user.keyboard('Peers{ArrowDown}{Enter}');
  await waitFor(() => expect(chosen.at(-1)).toEqual({ refId: 'A', kind: 'peers' }));

  await user.click(screen.getByRole('combobox', { name: 'Router' }));
  await screen.findByRole('option', { name: /^\$router/ });
  await user.keyboard('{ArrowDown}{Enter}');
  await waitFor(() => expect(chosen.at(-1)).toEqual({ refId: 'A', kind: 'peers', router: ['$router'] }));
});
