import { keepsItsPromises } from './simulation/promises';

keepsItsPromises(0);
