/** All that the desk says in Traditional Chinese: one file for each of its pages, or for a few. */
import { frame } from './frame';
import { queue } from './queue';
import { review } from './review';

export const desk = { ...frame, queue, review };
