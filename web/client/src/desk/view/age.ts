/** How long something has waited, and whether that is within the promise of the same day. */
import { useEffect, useState } from 'preact/hooks';
import type { DeskWords } from '../words';

const TICK_MS = 20_000;
const TAIWAN_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The present moment, which moves on by itself. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function ageOf(since: string, now: number, { age }: DeskWords['queue']): string {
  const minutes = Math.max(0, Math.floor((now - new Date(since).getTime()) / 60_000));
  if (minutes < 60) return age.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return age.hours(hours, minutes % 60);
  return age.days(Math.floor(hours / 24), hours % 24);
}

/** Whether it was submitted today, by Taiwan's calendar. */
export function isToday(since: string, now: number): boolean {
  return dayOf(new Date(since).getTime()) === dayOf(now);
}

function dayOf(moment: number): number {
  return Math.floor((moment + TAIWAN_MS) / DAY_MS);
}
