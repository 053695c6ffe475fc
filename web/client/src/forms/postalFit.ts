/** Whether a postal code belongs to the address it is written with, as far as the address says where it is. */

export interface District {
  readonly code: string;
  readonly county: string;
  readonly name: string;
}

/** 臺 and 台 are one place; spaces say nothing. */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/台/g, '臺').replace(/\s/g, '');
}

/** The districts that code and address speak of, where they are two; undefined where nothing contradicts. */
export function misfit(
  code: string,
  address: string,
  districts: readonly District[],
): { readonly byCode: string; readonly byAddress: string } | undefined {
  const coded = districts.find((each) => each.code === code.slice(0, 3));
  const written = plain(address);
  const county = districts.find((each) => written.startsWith(plain(each.county)))?.county;
  if (!coded || !county) return undefined;
  const rest = written.slice(plain(county).length);
  const there = districts.filter((each) => each.county === county);
  // Some districts share one code, and stand under it with a mark between them.
  const named = there
    .flatMap(({ code: its, name }) => name.split('、').map((one) => ({ code: its, name: one })))
    .filter(({ name }) => rest.startsWith(plain(name)))
    .sort((a, b) => b.name.length - a.name.length)[0];
  const fits = named ? named.code === coded.code : county === coded.county;
  if (fits) return undefined;
  return { byCode: coded.county + coded.name, byAddress: county + (named?.name ?? '') };
}
