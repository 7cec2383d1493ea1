import { describeEveryPage } from './access.ts';

describeEveryPage('en');
