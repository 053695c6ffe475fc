/** 運作概況: how the service is, what waits, the month's figures, and the office calendar. */
import { useState } from 'preact/hooks';
import { type DayFigures, FiguresQuery, type WaitingCase, WaitingQuery } from '../api/figures';
import { DeskPage } from '../frame/DeskPage';
import { Bars } from '../office/Bars';
import { Calendar } from '../office/Calendar';
import { ReadinessBox } from '../office/Readiness';
import { saveCsv } from '../view/csv';
import { Shown } from '../view/Shown';
import { useReading } from '../view/useReading';
import { useDeskWords } from '../words';

const TAIWAN_MS = 8 * 3_600_000;

function thisMonth(): string {
  return new Date(Date.now() + TAIWAN_MS).toISOString().slice(0, 7);
}

export default function Health() {
  const { health: words } = useDeskWords();
  return (
    <DeskPage title={words.title}>
      <div class="case-more">
        <ReadinessBox />
        <Waiting />
        <Calendar />
      </div>
      <Month />
    </DeskPage>
  );
}

const LIMITS = [60, 240, 480] as const;

/** How many cases have waited how long, without the days that are free. */
export function agesOf(cases: readonly WaitingCase[]): readonly number[] {
  const counts = [0, 0, 0, 0];
  for (const { workingMinutes } of cases) {
    const place = LIMITS.findIndex((limit) => (workingMinutes ?? 0) < limit);
    const at = place < 0 ? LIMITS.length : place;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

function Waiting() {
  const { health: words } = useDeskWords();
  const { reading, again } = useReading(WaitingQuery, {}, (staff) => staff.reviewQueue);
  return (
    <section class="desk-box" aria-labelledby="waiting">
      <h2 id="waiting">{words.queue}</h2>
      <Shown reading={reading} onAgain={again}>
        {({ head, edges }) => (
          <>
            <p class={head.sameDayAtRisk ? 'said bad' : 'said good'}>
              {head.sameDayAtRisk ? words.overdue : words.inTime(head.waiting)}
            </p>
            {head.putOff > 0 && <p class="said">{words.putOff(head.putOff)}</p>}
            <Bars
              title={words.ages}
              legend={[words.cases]}
              bars={agesOf(edges.map(({ node }) => node)).map((count, place) => ({
                label: words.ageNames[place] ?? '',
                parts: [count],
              }))}
            />
          </>
        )}
      </Shown>
    </section>
  );
}

function Month() {
  const { health: words } = useDeskWords();
  const [month, setMonth] = useState(thisMonth);
  const { reading, again } = useReading(
    FiguresQuery,
    { month: `${month}-01` },
    (staff) => staff.figures,
  );
  return (
    <section class="desk-box" aria-labelledby="month">
      <h2 id="month">{words.month}</h2>
      <div class="desk-filters">
        <label>
          {words.which}
          <input
            type="month"
            value={month}
            max={thisMonth()}
            onChange={({ currentTarget: { value } }) => setMonth(value || thisMonth())}
          />
        </label>
      </div>
      <Shown reading={reading} onAgain={again}>
        {(days) => <Figures days={days} month={month} />}
      </Shown>
    </section>
  );
}

const COLUMNS = [
  'submitted',
  'leftToPerson',
  'approvedByService',
  'approvedByPeople',
  'rejectedByService',
  'rejectedByPeople',
  'activated',
  'lettersSent',
  'lettersGivenUp',
] as const satisfies readonly (keyof DayFigures)[];

/** A column of the month's figures: what it is called, and its number of a day. */
interface Column {
  readonly name: string;
  readonly of: (figures: DayFigures) => number;
}

const totalOf = (days: readonly DayFigures[], { of }: Column) =>
  days.reduce((before, figures) => before + of(figures), 0);

/** Why cards were refused in these days: a column for each reason that there was. */
export function refusalsOf(days: readonly DayFigures[]): readonly Column[] {
  const titles = new Map(
    days.flatMap(({ refusedCards }) => refusedCards.map(({ code, title }) => [code, title])),
  );
  return [...titles].map(([reason, name]) => ({
    name,
    of: ({ refusedCards }) => refusedCards.find(({ code }) => code === reason)?.count ?? 0,
  }));
}

/** The month's figures as a table, with their sums in its last row. */
export function tableOf(
  days: readonly DayFigures[],
  names: Readonly<Record<(typeof COLUMNS)[number], string>>,
  { day, sum, refused }: Readonly<Record<'day' | 'sum' | 'refused', string>>,
) {
  const columns: readonly Column[] = [
    ...COLUMNS.map((column) => ({
      name: names[column],
      of: (figures: DayFigures) => figures[column],
    })),
    ...refusalsOf(days).map(({ name, of }) => ({ name: `${refused}${name}`, of })),
  ];
  return [
    [day, ...columns.map(({ name }) => name)],
    ...days.map((figures) => [figures.day, ...columns.map(({ of }) => of(figures))]),
    [sum, ...columns.map((column) => totalOf(days, column))],
  ];
}

function Figures({ days, month }: { days: readonly DayFigures[]; month: string }) {
  const { health: words } = useDeskWords();
  const rows = tableOf(days, words.columns, words);
  const refusals = refusalsOf(days);
  const short = (day: string) => day.slice(5);
  if (days.length === 0) return <p class="desk-empty">{words.noFigures}</p>;
  return (
    <>
      <div class="case-more">
        <Bars
          title={words.decisions}
          legend={[words.byService, words.byPeople]}
          bars={days.map((figures) => ({
            label: short(figures.day),
            parts: [
              figures.approvedByService + figures.rejectedByService,
              figures.approvedByPeople + figures.rejectedByPeople,
            ],
          }))}
        />
        <Bars
          title={words.letters}
          legend={[words.columns.lettersSent, words.columns.lettersGivenUp]}
          bars={days.map((figures) => ({
            label: short(figures.day),
            parts: [figures.lettersSent, figures.lettersGivenUp],
          }))}
        />
        {refusals.length === 0 ? (
          <p class="desk-empty">{words.noRefusedCards}</p>
        ) : (
          <Bars
            title={words.refusedCards}
            legend={[words.times]}
            bars={refusals.map((reason) => ({
              label: reason.name,
              parts: [totalOf(days, reason)],
            }))}
          />
        )}
      </div>
      <div>
        <button
          type="button"
          class="button second"
          onClick={() => saveCsv(`figures-${month}.csv`, rows)}
        >
          {words.save}
        </button>
      </div>
      <details>
        <summary>{words.table}</summary>
        <div class="scrolled">
          <table class="figures">
            <tbody>
              {rows.map(([name, ...cells], place) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, column) =>
                    place === 0 ? (
                      <th key={rows[0]?.[column + 1]} scope="col">
                        {cell}
                      </th>
                    ) : (
                      <td key={rows[0]?.[column + 1]} class="num">
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
