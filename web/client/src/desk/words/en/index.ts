/** All that the desk says in English. */
import type { DeskWords } from '..';
import { accounts, disputes, inquiry, mailboxes } from './accounts';
import { events } from './events';
import { frame } from './frame';
import { health, journal, opening, partners, people } from './people';
import { queue } from './queue';
import { rehearsal } from './rehearsal';
import { review } from './review';

export const desk: DeskWords = {
  ...frame,
  queue,
  rehearsal,
  review,
  accounts,
  disputes,
  inquiry,
  mailboxes,
  events,
  health,
  journal,
  opening,
  partners,
  people,
};
