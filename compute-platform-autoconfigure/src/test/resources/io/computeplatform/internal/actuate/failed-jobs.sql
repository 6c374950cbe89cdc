-- A believable morning: a mail server that is down, a payment provider that is slow, and a few jobs that are wrong.
insert into compute.jobs (id, queue, type, payload, status, created_at, finished_at, failed_at, try_count, max_tries,
  failure_reason, failure_class, failure_message, failure_classes, failure_fingerprint, failure_title)
select md5(title || number)::uuid, queues[1 + number % cardinality(queues)], type, '{"customer":"C-1042","amount":12.50}',
  'failed', since - interval '3 minutes', since + number * apart, since + number * apart, 6, 6,
  reason, class, message, array[class], md5(title)::uuid, title
from (values
  (array['invoices', 'reminders'], 'com.example.shop.Invoice', 'executor-failed', 'java.net.ConnectException',
    'Connection refused: mail.example.com:587', 'ConnectException at MailServer.send', 218,
    timestamptz '2026-03-02 08:41:07Z', interval '13 seconds'),
  (array['payments'], 'com.example.shop.Payment', 'executor-failed', 'java.net.http.HttpTimeoutException',
    'request timed out', 'HttpTimeoutException at PaymentGateway.capture', 57,
    timestamptz '2026-03-02 09:12:44Z', interval '21 seconds'),
  (array['invoices', 'reminders'], 'com.example.shop.Invoice', 'not-retryable', 'jakarta.mail.internet.AddressException',
    'Missing final ''@domain'' in string ''ada.lovelace''', 'AddressException at InvoiceExecutor.execute', 19,
    timestamptz '2026-03-01 17:03:12Z', interval '38 minutes'),
  (array['reports'], 'com.example.shop.MonthlyReport', 'worker-lost', 'io.computeplatform.WorkerLostException',
    'The worker of the attempt was lost', 'WorkerLostException', 3,
    timestamptz '2026-03-02 02:00:31Z', interval '4 minutes'),
  (array['payments'], 'com.example.shop.Refund', 'executor-failed', 'java.lang.IllegalStateException',
    'Refund exceeds the captured amount: 120.00 > 99.90', 'IllegalStateException at Ledger.book', 2,
    timestamptz '2026-03-02 07:15:02Z', interval '55 minutes')
) as failures (queues, type, reason, class, message, title, jobs, since, apart), generate_series(1, jobs) as number;

update compute.jobs set id = '00000000-0000-4000-8000-000000000001'
where id = (select id from compute.jobs where queue = 'invoices' order by failed_at desc limit 1);

insert into compute.attempts (job_id, try_number, started_at, ended_at, worker, outcome, exception_class, message,
  stack_trace, version)
select id, number, failed_at - (6 - number) * interval '30 seconds' - interval '1.2 seconds',
  failed_at - (6 - number) * interval '30 seconds', 'shop-7d9f5c6b8-x2kqp-8f41b2', failure_reason, failure_class,
  failure_message, 'java.net.ConnectException: Connection refused: mail.example.com:587
	at java.base/sun.nio.ch.Net.pollConnect(Native Method)
	at java.base/sun.nio.ch.NioSocketImpl.connect(NioSocketImpl.java:592)
	at com.example.shop.mail.MailServer.send(MailServer.java:48)
	at com.example.shop.InvoiceExecutor.execute(InvoiceExecutor.java:21)', '1.8.2'
from compute.jobs, generate_series(1, 6) as number
where id = '00000000-0000-4000-8000-000000000001';

insert into compute.attempts (job_id, try_number, started_at, ended_at, worker, outcome, version)
select id, 6, failed_at - interval '1.2 seconds', failed_at, 'shop-7d9f5c6b8-x2kqp-8f41b2', failure_reason,
  case when failed_at < '2026-03-02 06:00:00Z' then '1.8.1' else '1.8.2' end
from compute.jobs where id <> '00000000-0000-4000-8000-000000000001';

insert into compute.operations (id, action, query, status, total, acted, started_at, finished_at)
values ('00000000-0000-4000-8000-000000000001', 'discard', '{"queue":"invoices"}', 'done', 1, 1,
  timestamptz '2026-03-02 10:00:00Z', timestamptz '2026-03-02 10:00:01Z');
insert into compute.operation_jobs (operation_id, position, job_id, try_count, result, acted_at)
values ('00000000-0000-4000-8000-000000000001', 1, '00000000-0000-4000-8000-000000000001', 6, 'acted',
  timestamptz '2026-03-02 10:00:01Z');

insert into compute.actions (action, queue, jobs, acted_by, reason)
values ('pause', 'invoices', 0, 'anna', 'the mail server is being restarted');

insert into compute.rejected_messages (queue, fingerprint, type, reason, headers, body, body_size)
values ('invoices', '\x01', 'com.example.legacy.AVeryLongClassNameThatNoScreenOfAPhoneHasRoomForInOneLine',
  'it has no header compute-try-count', '{}', convert_to(repeat('unbroken', 200), 'UTF8'), 1600);
