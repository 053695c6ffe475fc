/** 車機商帳號開立: an account for a vendor, with the mail that asked for it. */
import { useState } from 'preact/hooks';
import { Trouble } from '../../view/Trouble';
import { OpenAccountMutation } from '../api/people';
import { useAnnounce } from '../frame/announce';
import { DeskPage } from '../frame/DeskPage';
import { attempt } from '../frame/useAct';
import { useForm } from '../office/useForm';
import { TextInput } from '../view/Text';
import { useDeskWords } from '../words';
import { accountAddress } from './address';

const NOTHING = {
  name: '',
  mailbox: '',
  contactName: '',
  contactPhone: '',
  reason: '',
  sender: '',
  sentAt: '',
  reference: '',
};

export default function OpenAccount() {
  const { opening: words } = useDeskWords();
  const announce = useAnnounce();
  const form = useForm('opening', NOTHING);
  const { act, typed } = form;
  const [opened, setOpened] = useState<string>();

  function send() {
    const { sender, sentAt, reference, ...company } = typed;
    // What is typed is Taiwan's time, wherever the browser stands.
    const requestedBy = { sender, sentAt: `${sentAt}:00+08:00`, reference };
    const input = { ...company, kind: 'VENDOR' as const, requestedBy };
    setOpened(undefined);
    act.run(() =>
      attempt(OpenAccountMutation, { input }, ({ account }) => {
        form.clear();
        setOpened(account.controlNumber);
        announce(words.opened(account.controlNumber));
      }),
    );
  }

  return (
    <DeskPage title={words.title}>
      <p>{words.lead}</p>
      {opened && (
        <p class="said good">
          {words.opened(opened)} <a href={accountAddress(opened)}>{opened}</a>
        </p>
      )}
      {act.trouble && <Trouble trouble={act.trouble} />}
      <form class="desk-form" onSubmit={form.onSubmit(send)}>
        <fieldset class="desk-box">
          <legend>{words.vendor}</legend>
          <TextInput label={words.name} {...form.field('name')} />
          <TextInput
            label={words.mailbox}
            hint={words.mailboxHint}
            type="email"
            {...form.field('mailbox')}
          />
          <TextInput label={words.contactName} {...form.field('contactName')} />
          <TextInput label={words.contactPhone} {...form.field('contactPhone')} />
        </fieldset>
        <fieldset class="desk-box">
          <legend>{words.request}</legend>
          <TextInput label={words.sender} type="email" {...form.field('sender')} />
          <TextInput label={words.sentAt} type="datetime-local" {...form.field('sentAt')} />
          <TextInput label={words.reference} {...form.field('reference')} />
          <TextInput label={words.reason} lines={2} maxLength={400} {...form.field('reason')} />
        </fieldset>
        <button type="submit" class="button" disabled={!typed.sentAt}>
          {words.open}
        </button>
      </form>
    </DeskPage>
  );
}
