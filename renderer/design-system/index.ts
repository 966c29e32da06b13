import './index.css';

export {
  Banner,
  BillRowButton,
  ButtonRow,
  CounterWords,
  PrimaryButton,
  SecondaryButton,
  StatusLamp,
} from './controls.tsx';
export { Bar, Clock, Frame, SHUTTER_TITLE, type FrameProps } from './frame.tsx';
export { HoleRing, HoleRow } from './holes.tsx';
export { Icon, type IconName } from './icon.tsx';
export { CardPicture, ScanPicture, SlipPicture } from './illustrations/cabinet.tsx';
export { Goose, Hero } from './illustrations/hero.tsx';
export { BillStack, Hills, Land, PersonAvatar, ServicePicture } from './illustrations/pictures.tsx';
export { intentAttributes, type Send } from './intent.ts';
export { Amount, Document, PostcodeBoxes, Route, Rows, Tear, Title, type RowProps } from './paper.tsx';
export { EmptyPostmark, Postmark } from './postmark.tsx';
export { Lead, Say, Second } from './say.tsx';
export { Seal } from './seal.tsx';
export { AffixedStamp, ResultStamp, StampTile } from './stamp.tsx';
export { useCountdown } from './use-countdown.ts';
