/** What was found of every assumption: marks with words, what differs first within each area. */

import type { Finding, Rehearsal } from '../api/rehearsal';
import { useDeskWords } from '../words';

const MARKS = { HELD: '✓', DIFFERS: '✕', NOT_SEEN: '·' } as const;
const TONES = { HELD: 'good', DIFFERS: 'late', NOT_SEEN: '' } as const;
const AREAS = ['COMPONENT', 'MESSAGE', 'CERTIFICATE', 'REVOCATION', 'REGISTRY'] as const;
const ORDER = ['DIFFERS', 'HELD', 'NOT_SEEN'] as const;

export function Summary({ rehearsal }: { rehearsal: Rehearsal }) {
  const { rehearsal: words } = useDeskWords();
  const { generation, accepted } = rehearsal;
  return (
    <div class={`notice ${accepted ? 'good' : 'bad'}`}>
      <h3>{accepted ? words.accepted : words.refused}</h3>
      <p>{generation ? words.ofGeneration(generation) : words.ofNoGeneration}</p>
      <ul class="desk-figures">
        <li>{words.count.HELD(rehearsal.held)}</li>
        <li class={rehearsal.differs > 0 ? 'late' : ''}>
          {words.count.DIFFERS(rehearsal.differs)}
        </li>
        <li>{words.count.NOT_SEEN(rehearsal.notSeen)}</li>
      </ul>
    </div>
  );
}

export function FindingsTable({ findings }: { findings: readonly Finding[] }) {
  return (
    <>
      {AREAS.map((area) => (
        <AreaTable key={area} area={area} findings={findings.filter((one) => one.area === area)} />
      ))}
    </>
  );
}

function AreaTable({
  area,
  findings,
}: {
  area: (typeof AREAS)[number];
  findings: readonly Finding[];
}) {
  const { rehearsal: words } = useDeskWords();
  const inOrder = ORDER.flatMap((standing) => findings.filter((one) => one.standing === standing));
  return (
    <table class="desk-table findings">
      <caption>{words.areas[area]}</caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.standing}</th>
          <th scope="col">{words.columns.assumption}</th>
          <th scope="col">{words.columns.found}</th>
          <th scope="col">{words.columns.clause}</th>
        </tr>
      </thead>
      <tbody>
        {inOrder.map((finding) => (
          <tr key={finding.assumption} data-standing={finding.standing}>
            <td data-label={words.columns.standing}>
              <span class={`badge ${TONES[finding.standing]}`}>
                <span aria-hidden="true">{MARKS[finding.standing]} </span>
                {words.standings[finding.standing]}
              </span>
            </td>
            <th scope="row">{finding.sentence}</th>
            <td data-label={words.columns.found}>{finding.found || words.nothingFound}</td>
            <td data-label={words.columns.clause} class="small soft">
              {finding.clause}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
