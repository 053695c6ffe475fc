import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { cardsOf, LIN, OWN, shown } from '../test/cards';
import { ACCOUNT } from '../test/people';
import { refusal } from '../test/sign';

const CONFIRM = '確認所有憑證無誤';

test('cards that nobody confirmed for long are confirmed by one press', async () => {
  let isDue = true;
  const { asked } = shown('/cards', {
    Cards: () => cardsOf([OWN], { account: { confirmationDue: isDue } }),
    ConfirmCertificates: () => {
      isDue = false;
      const account = { ...ACCOUNT, confirmationDue: false };
      return { confirmCertificates: { __typename: 'ConfirmCertificatesSuccess', account } };
    },
  });
  await screen.findByText(/已超過 180 天沒有確認/);

  fireEvent.click(await screen.findByRole('button', { name: CONFIRM }));

  await screen.findByText('已確認，謝謝。');
  expect(asked.find((each) => each.operation === 'ConfirmCertificates')?.variables).toEqual({
    input: { controlNumber: ACCOUNT.controlNumber, certificateIds: [OWN.id] },
  });
});

test('the cards that are confirmed are named, on whatever page of them one is', async () => {
  const { asked } = shown('/cards?page=2', {
    Cards: () => cardsOf([OWN, LIN]),
    ConfirmCertificates: () => ({ confirmCertificates: refusal('SIGN_IN_NEEDED') }),
  });

  fireEvent.click(await screen.findByRole('button', { name: CONFIRM }));

  await waitFor(() =>
    expect(asked.find((each) => each.operation === 'ConfirmCertificates')?.variables).toEqual({
      input: { controlNumber: ACCOUNT.controlNumber, certificateIds: [OWN.id, LIN.id] },
    }),
  );
  const named = [...document.querySelectorAll('.notice li')].map((each) => each.textContent);
  expect(named).toEqual([
    '測試・王小明 TP00000000000101',
    '測試・林美玲（北區車隊） TP00••••••••0102',
  ]);
});

test('cards that have changed are shown as they are now, and can then be confirmed', async () => {
  let cards = [OWN];
  const { asked } = shown('/cards', {
    Cards: () => cardsOf(cards),
    ConfirmCertificates: ({ variables }) => {
      const { certificateIds } = variables.input as { certificateIds: string[] };
      if (certificateIds.length === 2) {
        const account = { ...ACCOUNT, confirmationDue: false };
        return { confirmCertificates: { __typename: 'ConfirmCertificatesSuccess', account } };
      }
      cards = [OWN, LIN];
      return { confirmCertificates: refusal('CARDS_CHANGED') };
    },
  });

  fireEvent.click(await screen.findByRole('button', { name: CONFIRM }));

  await screen.findByText('CARDS_CHANGED 的說明');
  await screen.findByText('（北區車隊）');
  fireEvent.click(screen.getByRole('button', { name: CONFIRM }));
  await screen.findByText('已確認，謝謝。');
  expect(screen.queryByText('CARDS_CHANGED 的說明')).toBeNull();
  expect(asked.filter((each) => each.operation === 'ConfirmCertificates')).toHaveLength(2);
});

test('more cards than are listed at once are not confirmed', async () => {
  shown('/cards', { Cards: () => cardsOf([OWN], { hasMore: true }) });

  await screen.findByText(/憑證張數過多/);
  expect(screen.queryByRole('button', { name: CONFIRM })).toBeNull();
});
