// The same job on graphile-worker: a notice waits as a job, is read, worded, handed to the endpoint over HTTPS and its
// outcome recorded. Its number is not sealed and its follower is not looked for, which spares this worker some work.
//   node worker.mjs fill|work --database TARGET --endpoint ORIGIN --authority PEM --notices N --connections N
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { run, makeWorkerUtils, Logger } from 'graphile-worker';
import pg from 'pg';
import { Pool as Calls } from 'undici';

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        database: { type: 'string' },
        endpoint: { type: 'string' },
        authority: { type: 'string' },
        notices: { type: 'string' },
        connections: { type: 'string' },
    },
});
const atOnce = Number(values.connections);

// "host=… dbname=… user=…", as libpq reads it.
const target = Object.fromEntries([...values.database.matchAll(/(\w+)=(?:'([^']*)'|(\S+))/g)].map(m => [m[1], m[2] ?? m[3]]));
const pgPool = new pg.Pool({
    host: target.host,
    port: Number(target.port ?? 5432),
    database: target.dbname,
    user: target.user,
    max: 24,
});
const logger = new Logger(() => (level, message) => {
    if (level === 'error') console.error(message);
});

async function fill() {
    const utils = await makeWorkerUtils({ pgPool, logger });
    await utils.migrate();
    await pgPool.query(`
        CREATE TABLE IF NOT EXISTS peer_notice (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, phone text NOT NULL, dossier_code text NOT NULL,
            procedure_name text NOT NULL, agency_name text NOT NULL, occurred_at timestamptz NOT NULL, due_at timestamptz NOT NULL,
            status text NOT NULL DEFAULT 'waiting', tracking_id text NOT NULL, message_id text, attempts int NOT NULL DEFAULT 0,
            created_at timestamptz NOT NULL DEFAULT now(), handed_over_at timestamptz) WITH (fillfactor = 60);
        CREATE TABLE IF NOT EXISTS peer_attempt (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, notice_id bigint NOT NULL,
            outcome text NOT NULL, error_code int NOT NULL, at timestamptz NOT NULL DEFAULT now());`);
    await pgPool.query(`
        WITH made AS (
            INSERT INTO peer_notice (phone, dossier_code, procedure_name, agency_name, occurred_at, due_at, tracking_id)
            SELECT '84905' || lpad((n % 1000000)::text, 6, '0'), 'H21.12.34-261124-' || lpad(n::text, 6, '0'),
                   'Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất',
                   'Trung tâm Phục vụ hành chính công Xã Kông Bơ La', now(), now() + interval '15 days',
                   'n' || replace(gen_random_uuid()::text, '-', '')
              FROM generate_series(1, $1::int) n
            RETURNING id)
        SELECT graphile_worker.add_jobs(array_agg(json_populate_record(null::graphile_worker.job_spec,
                   json_build_object('identifier', 'notice', 'payload', json_build_object('id', id)))))
          FROM made`, [Number(values.notices)]);
    await pgPool.query('ANALYZE');
    await utils.release();
}

const date = at => new Intl.DateTimeFormat('vi-VN', { dateStyle: 'short', timeZone: 'Asia/Ho_Chi_Minh' }).format(at);
const dates = new Map(); // the same few days again and again
const dateText = at => {
    const day = Math.floor(at.getTime() / 86_400_000);
    if (!dates.has(day)) dates.set(day, date(at));
    return dates.get(day);
};

async function work() {
    const calls = new Calls(values.endpoint, {
        connections: atOnce,
        pipelining: 1,
        connect: { ca: readFileSync(values.authority) },
    });
    const notice = async payload => {
        const { rows: [row] } = await pgPool.query({
            name: 'notice',
            text: 'SELECT phone, dossier_code, procedure_name, agency_name, occurred_at, due_at, tracking_id FROM peer_notice WHERE id = $1',
            values: [payload.id],
        });
        const { body } = await calls.request({
            method: 'POST',
            path: '/message/template',
            headers: { 'content-type': 'application/json', access_token: 'At-demo-01' },
            body: JSON.stringify({
                phone: row.phone,
                template_id: '410002',
                template_data: {
                    dossier_code: row.dossier_code,
                    procedure: row.procedure_name.slice(0, 50),
                    agency: row.agency_name,
                    status: 'Đã tiếp nhận',
                    date: dateText(row.occurred_at),
                    todo: `Hẹn trả ${dateText(row.due_at)}`,
                    link: row.tracking_id.slice(0, 22),
                },
                tracking_id: row.tracking_id,
            }),
        });
        const answer = await body.json();
        if (answer.error !== 0) throw new Error(`refused: ${answer.error}`);
        await pgPool.query({
            name: 'record',
            text: `WITH told AS (UPDATE peer_notice SET status = 'handed_over', message_id = $2, attempts = attempts + 1, handed_over_at = now()
                                  WHERE id = $1 RETURNING id)
                   INSERT INTO peer_attempt (notice_id, outcome, error_code) SELECT id, 'accepted', 0 FROM told`,
            values: [payload.id, answer.data.msg_id],
        });
    };
    const runner = await run({
        pgPool,
        logger,
        taskList: { notice },
        preset: {
            worker: {
                concurrentJobs: atOnce,
                localQueue: { size: 1000, refetchDelay: { durationMs: 0 } },
                completeJobBatchDelay: 0,
                failJobBatchDelay: 0,
            },
        },
    });
    await runner.promise;
}

if (positionals[0] === 'fill') {
    await fill();
    await pgPool.end();
} else {
    await work();
}
