import { walkScreens } from './walk.ts';

walkScreens('landscape');
