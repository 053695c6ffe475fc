/** Names and values to look over, each with a way to change it where there is one. */
import type { ComponentChildren } from 'preact';
import { Text } from './Text';

export interface Row {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly action?: ComponentChildren;
}

export function SummaryList({ rows }: { rows: readonly Row[] }) {
  return (
    <dl class="summary">
      {rows.map(({ name, value, action }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? <Text>{value}</Text> : value}</dd>
          {action && <dd>{action}</dd>}
        </div>
      ))}
    </dl>
  );
}
