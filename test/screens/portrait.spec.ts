import { walkScreens } from './walk.ts';

walkScreens('portrait');
