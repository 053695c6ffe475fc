/** All that the desk says in Traditional Chinese: one file for each of its pages, or for a few. */
import { accounts, disputes, inquiry, mailboxes } from './accounts';
import { events } from './events';
import { frame } from './frame';
import { health, journal, opening, partners, people } from './people';
import { queue } from './queue';
import { rehearsal } from './rehearsal';
import { review } from './review';

export const desk = {
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
