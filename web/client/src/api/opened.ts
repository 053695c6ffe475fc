/** The application by which this browser has opened an account; its session cannot see it since. */
import { useEffect, useState } from 'preact/hooks';
import { readDraft, writeDraft } from '../forms/draft';
import type { Application } from './application';

export interface Opened {
  readonly id: string;
  readonly caseNumber: string;
  readonly controlNumber: string;
  readonly companyName: string;
}

// The same name in storage, and of the channel to this browser's other tabs.
const NAME = 'opened-account';

/** Keep it in this tab, and tell the other tabs. */
export function tellOpened({ id, caseNumber, company }: Application) {
  const { controlNumber, companyName } = company;
  const opened: Opened = { id, caseNumber, controlNumber, companyName };
  writeDraft(NAME, opened);
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(opened);
  channel.close();
}

export function forgetOpened() {
  writeDraft(NAME, undefined);
}

export function useOpened(): Opened | undefined {
  const [opened, setOpened] = useState(() => readDraft<Opened>(NAME));
  useEffect(() => {
    const channel = new BroadcastChannel(NAME);
    channel.onmessage = ({ data }: MessageEvent<Opened>) => {
      writeDraft(NAME, data);
      setOpened(data);
    };
    return () => channel.close();
  }, []);
  return opened;
}
