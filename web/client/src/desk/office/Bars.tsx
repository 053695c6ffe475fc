/** A small chart of bars beside the same numbers as text: nothing is told by the picture alone. */

export interface Bar {
  readonly label: string;
  /** What it is made of, in order. */
  readonly parts: readonly number[];
}

const WIDTH = 100;
const HEIGHT = 8;

export function Bars({
  title,
  legend,
  bars,
}: {
  title: string;
  /** What the parts are called. */
  legend: readonly string[];
  bars: readonly Bar[];
}) {
  const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);
  const most = Math.max(1, ...bars.map(({ parts }) => sum(parts)));
  return (
    <table class="bars">
      <caption>{title}</caption>
      <thead>
        <tr>
          <td />
          {legend.map((name, part) => (
            <th key={name} scope="col" class={`part-${part}`}>
              {name}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {bars.map(({ label, parts }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            {parts.map((part, place) => (
              <td key={legend[place]} class="num">
                {part}
              </td>
            ))}
            <td class="drawn">
              <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
                {parts.map((part, place) => (
                  <rect
                    key={legend[place]}
                    class={`part-${place}`}
                    x={(sum(parts.slice(0, place)) / most) * WIDTH}
                    y={0}
                    width={(part / most) * WIDTH}
                    height={HEIGHT}
                  />
                ))}
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
