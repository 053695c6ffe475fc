import { expect, test } from 'vitest';
import { differences, kindOf } from './differences';

function told(stated: string, onFile: string) {
  return differences(stated, onFile).map((part) =>
    part.isSame ? part.stated : [part.stated, part.onFile],
  );
}

test('the characters that differ are found within the text', () => {
  expect(told('台北市中正區', '臺北市中正區')).toEqual([['台', '臺'], '北市中正區']);
  expect(told('測試路44號', '測試路４４號')).toEqual(['測試路', ['44', '４４'], '號']);
  expect(told('王 小明', '王小明')).toEqual(['王', [' ', ''], '小明']);
  expect(told('甲乙', '甲乙')).toEqual(['甲乙']);
  expect(told('', '甲')).toEqual([['', '甲']]);
  expect(told('𠮷野', '吉野')).toEqual([['𠮷', '吉'], '野']);
});

test('what is put together again is both texts', () => {
  const [stated, onFile] = ['桃園市龜山區範例二街 22 號之1', '桃園市龜山區範例2街22號'];
  const parts = differences(stated, onFile);

  expect(parts.map((part) => part.stated).join('')).toBe(stated);
  expect(parts.map((part) => part.onFile).join('')).toBe(onFile);
});

test('spaces and widths are named', () => {
  expect(kindOf(' ', '')).toBe('SPACE');
  expect(kindOf('\u3000', '')).toBe('SPACE');
  expect(kindOf('４', '4')).toBe('FULL');
  expect(kindOf('4', '４')).toBe('HALF');
  expect(kindOf('台', '臺')).toBeUndefined();
});
