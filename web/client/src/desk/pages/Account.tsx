/** One account: what staff see of it, and what an administrator does with it. */
import { useRoute } from 'preact-iso';
import { useSession } from '../../api/session';
import { AccountQuery, type DeskAccount } from '../api/accounts';
import { DeskPage } from '../frame/DeskPage';
import { JournalLines } from '../office/JournalLines';
import { ManageAccount } from '../office/ManageAccount';
import { ProposeMailbox } from '../office/ProposeMailbox';
import { Shown } from '../view/Shown';
import { useReading } from '../view/useReading';
import { When } from '../view/When';
import { useDeskWords } from '../words';
import { ACCOUNTS } from './address';

export default function Account() {
  const { accounts: words } = useDeskWords();
  const { params } = useRoute();
  const { holder } = useSession();
  const number = decodeURIComponent(params.number ?? '');
  const { reading, again } = useReading(AccountQuery, { number }, (staff) => staff.account);
  return (
    <DeskPage title={words.pageOf(number)} part={number}>
      <p>
        <a href={ACCOUNTS}>{words.back}</a>
      </p>
      <Shown reading={reading} onAgain={again}>
        {(account) => (
          <div class="case-more">
            <Facts account={account} />
            {holder?.account.role === 'ADMIN' && (
              <ManageAccount account={account} onChanged={again} />
            )}
            <Members account={account} />
            <ProposeMailbox account={account} onChanged={again} />
            <section class="desk-box" aria-labelledby="history">
              <h2 id="history">{words.history}</h2>
              <JournalLines lines={account.journal?.edges.map(({ node }) => node) ?? []} />
            </section>
          </div>
        )}
      </Shown>
    </DeskPage>
  );
}

function Facts({ account }: { account: DeskAccount }) {
  const { accounts: words, shell } = useDeskWords();
  const { opening } = account;
  return (
    <section class="desk-box" aria-labelledby="facts">
      <h2 id="facts">{words.facts}</h2>
      <dl class="pairs">
        <dt>{words.name}</dt>
        <dd>{account.name}</dd>
        <dt>{words.kind}</dt>
        <dd>
          {words.kinds[account.kind]} {account.role && shell.roles[account.role]}
        </dd>
        <dt>{words.status}</dt>
        <dd>
          <span class={account.status === 'ACTIVE' ? 'badge good' : 'badge late'}>
            {words.statuses[account.status]}
          </span>{' '}
          {account.frozenSince && <span class="badge alike">{words.frozen}</span>}
        </dd>
        {account.statusReason && (
          <>
            <dt>{words.statusReason}</dt>
            <dd>{account.statusReason}</dd>
          </>
        )}
        <dt>{words.opened}</dt>
        <dd>
          <When at={account.openedAt} />
        </dd>
        <dt>{words.mailbox}</dt>
        <dd>{account.mailbox ?? words.noMailbox}</dd>
        {opening && (
          <>
            <dt>{words.openedFor}</dt>
            <dd>{opening.reason}</dd>
            {opening.sender && (
              <>
                <dt>{words.requestedBy}</dt>
                <dd>
                  {opening.sender} <When at={opening.sentAt} /> {opening.reference}
                  <br />
                  {opening.contactName} {opening.contactPhone}
                </dd>
              </>
            )}
          </>
        )}
      </dl>
    </section>
  );
}

function Members({ account }: { account: DeskAccount }) {
  const { accounts: words } = useDeskWords();
  const members = account.members ?? [];
  return (
    <section class="desk-box" aria-labelledby="members">
      <h2 id="members">{words.members}</h2>
      {members.length === 0 && <p class="soft">{words.noMembers}</p>}
      <ul class="bare">
        {members.map(({ id, name, beganAt, dormantSince, certificate }) => (
          <li key={id}>
            <strong>{name}</strong>{' '}
            {dormantSince && <span class="badge late">{words.dormant}</span>}
            <br />
            {words.memberSince} <When at={beganAt} />
            {certificate && (
              <>
                <br />
                <span class="num">{certificate.cardNumber}</span> {certificate.phone}{' '}
                {certificate.email}
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
