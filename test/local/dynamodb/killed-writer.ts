import { openDynamoDb } from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import { keptTable, transfer } from './kept-table.ts';
import { environment, open } from './run-dynamodb.ts';

/**
 * A process that writes transactions until it is killed, and tells its parent of each that succeeded.
 * Arguments: the data folder, and the round, so that no two rounds write the same items.
 */
const [, , dataDirectory = '', round = ''] = process.argv;
const service = await openDynamoDb({ environment, tables: [keptTable], dataDirectory });

async function writer(name: string): Promise<never> {
  for (let i = 0; ; i++) {
    const id = `${round}-${name}-${i}`;
    const { status, body } = await (await open(service, 'TransactWriteItems', transfer(id))).run();
    if (status !== 200) throw new Error(String(body));
    process.send?.(id);
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map(writer));
