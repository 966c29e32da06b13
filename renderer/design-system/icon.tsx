import type { CSSProperties } from 'react';
import arrowLeft from '@phosphor-icons/core/assets/bold/arrow-left-bold.svg?url';
import arrowRight from '@phosphor-icons/core/assets/bold/arrow-right-bold.svg?url';
import arrowUUpLeft from '@phosphor-icons/core/assets/bold/arrow-u-up-left-bold.svg?url';
import arrowsClockwise from '@phosphor-icons/core/assets/bold/arrows-clockwise-bold.svg?url';
import bellRinging from '@phosphor-icons/core/assets/bold/bell-ringing-bold.svg?url';
import caretLeft from '@phosphor-icons/core/assets/bold/caret-left-bold.svg?url';
import caretRight from '@phosphor-icons/core/assets/bold/caret-right-bold.svg?url';
import check from '@phosphor-icons/core/assets/bold/check-bold.svg?url';
import circleHalf from '@phosphor-icons/core/assets/bold/circle-half-bold.svg?url';
import clock from '@phosphor-icons/core/assets/bold/clock-bold.svg?url';
import deviceMobile from '@phosphor-icons/core/assets/bold/device-mobile-bold.svg?url';
import handPalm from '@phosphor-icons/core/assets/bold/hand-palm-bold.svg?url';
import house from '@phosphor-icons/core/assets/bold/house-bold.svg?url';
import identificationCard from '@phosphor-icons/core/assets/bold/identification-card-bold.svg?url';
import info from '@phosphor-icons/core/assets/bold/info-bold.svg?url';
import money from '@phosphor-icons/core/assets/bold/money-bold.svg?url';
import pencilSimple from '@phosphor-icons/core/assets/bold/pencil-simple-bold.svg?url';
import printer from '@phosphor-icons/core/assets/bold/printer-bold.svg?url';
import receipt from '@phosphor-icons/core/assets/bold/receipt-bold.svg?url';
import signOut from '@phosphor-icons/core/assets/bold/sign-out-bold.svg?url';
import speakerHigh from '@phosphor-icons/core/assets/bold/speaker-high-bold.svg?url';
import textAa from '@phosphor-icons/core/assets/bold/text-aa-bold.svg?url';
import translate from '@phosphor-icons/core/assets/bold/translate-bold.svg?url';
import warning from '@phosphor-icons/core/assets/bold/warning-bold.svg?url';
import x from '@phosphor-icons/core/assets/bold/x-bold.svg?url';

/** Phosphor icons, bold (MIT). */
const icons = {
  'arrow-left': arrowLeft,
  'arrow-right': arrowRight,
  'arrow-u-up-left': arrowUUpLeft,
  'arrows-clockwise': arrowsClockwise,
  'bell-ringing': bellRinging,
  'caret-left': caretLeft,
  'caret-right': caretRight,
  check,
  'circle-half': circleHalf,
  clock,
  'device-mobile': deviceMobile,
  'hand-palm': handPalm,
  house,
  'identification-card': identificationCard,
  info,
  money,
  'pencil-simple': pencilSimple,
  printer,
  receipt,
  'sign-out': signOut,
  'speaker-high': speakerHigh,
  'text-aa': textAa,
  translate,
  warning,
  x,
};
export type IconName = keyof typeof icons;

/** An interface icon in the colour of the words around it; never without a word beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <span className="ic" aria-hidden="true" style={{ '--icon': `url("${icons[name]}")` } as CSSProperties} />
  );
}
