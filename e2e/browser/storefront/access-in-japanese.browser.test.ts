import { describeEveryPage } from './access.ts';

describeEveryPage('ja');
