/** 個人資料保護法第8條: what is told before anything personal is typed, and the press that confirms it. */

import { useRuled } from '../api/session';
import { PhoneNotice } from '../card/PhoneNotice';
import { Button } from '../view/Button';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { useWords } from '../words';

export function PrivacyNotice({ onConfirmed }: { onConfirmed: () => void }) {
  const { notice } = useWords();
  const ruled = useRuled();
  return (
    <Page title={notice.title} step={1}>
      <p class="lead">{notice.lead}</p>
      <SummaryList
        rows={notice.items.map(({ name, text }) => ({
          name,
          value: typeof text === 'string' ? text : ruled(text),
        }))}
      />
      <PhoneNotice />
      <div class="actions">
        <Button onPress={onConfirmed}>{notice.confirm}</Button>
        <a href="/privacy">{notice.more}</a>
      </div>
    </Page>
  );
}
