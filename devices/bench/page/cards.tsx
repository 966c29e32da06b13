import type { ReactElement } from 'react';
import { SAMPLE_CARDS, type Chip, type SampleCardId } from '../../id-card-reader/sample-cards.ts';
import { useTools } from './tools.ts';

/** The cards on the desk, with what each is good for. */
const ON_DESK: readonly { sample: SampleCardId; zh: string; en: string }[] = [
  { sample: 'zhao-shifan', zh: '几张税单，有一张逾期', en: 'several bills, one overdue' },
  { sample: 'qian-yangli', zh: '个体户，两张税单', en: 'sole trader, two bills' },
  { sample: 'sun-yanshi', zh: '小额税单', en: 'small bills' },
  { sample: 'zhou-zhangzhe', zh: '81 岁，一张车船税', en: 'aged 81, one vehicle tax' },
  { sample: 'wu-weihao', zh: '号码末位是 X', en: 'number ends in X' },
  { sample: 'hong-kong', zh: '港澳台居住证', en: 'residence permit' },
  { sample: 'john-demo', zh: '外国人永居（2023 版）', en: 'foreign resident, 2023' },
  { sample: 'anna-demo', zh: '外国人永居（2017 版）', en: 'foreign resident, 2017' },
  { sample: 'zheng-guzhang', zh: '税单金额触发各种故障', en: 'bills whose amounts make faults' },
  { sample: 'li-ceshi', zh: '没有税单', en: 'nothing to pay' },
  { sample: 'feng-xiaoyang', zh: '11 岁', en: 'aged 11' },
  { sample: 'expired', zh: '过期的证件', en: 'expired' },
  { sample: 'not-a-demo-number', zh: '不是演示号码', en: 'not a demo number' },
  { sample: 'bus-card', zh: '公交卡，不是证件', en: 'a bus card' },
];

function nameOf(chip: Chip): string {
  if (chip.kind === 'other') return '公交卡';
  if (chip.name !== '') return chip.name;
  return 'englishName' in chip ? chip.englishName : '';
}

function CardPicture({ chip }: { chip: Chip }): ReactElement {
  const foreign = chip.kind === 'foreign-pr-2017' || chip.kind === 'foreign-pr-2023';
  return (
    <span className={`card ${chip.kind}`}>
      <svg viewBox="0 0 44 52" aria-hidden="true">
        <circle cx="22" cy="17" r="11" />
        <path d="M2 52c0-16 8-22 20-22s20 6 20 22z" />
      </svg>
      <span>
        <b>{nameOf(chip)}</b>
        <i>{chip.kind === 'other' ? '****' : chip.idNumber}</i>
        {foreign ? <em>PERMANENT RESIDENT</em> : null}
      </span>
    </span>
  );
}

/** The reader and the cards beside it. Touch a card to lay it down, touch the reader to lift it. */
export function Cards(): ReactElement {
  const { reader, act } = useTools();
  const lying = reader?.card ?? null;
  return (
    <section className="cards">
      <h2>
        证件 <small>Cards</small>
      </h2>
      <button
        className={lying ? 'pad lying' : 'pad'}
        disabled={!lying}
        data-act="lift-card"
        onClick={() => void act('idCardReader', 'lift-card')}
      >
        {lying ? (
          <>
            <CardPicture chip={lying.chip} />
            <span className="hint">点一下，拿走 Touch to lift</span>
          </>
        ) : (
          <span className="hint">
            读卡器上没有卡<span lang="en">Nothing lies on the reader</span>
          </span>
        )}
      </button>
      <ul>
        {ON_DESK.map(({ sample, zh, en }) => (
          <li key={sample}>
            <button
              data-card={sample}
              disabled={!reader?.plugged || lying?.sample === sample}
              onClick={() => void act('idCardReader', 'place-card', { sample })}
            >
              <CardPicture chip={SAMPLE_CARDS[sample]} />
              <span className="what">
                {zh}
                <span lang="en">{en}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
