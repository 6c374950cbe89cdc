/**
 * Everything that is not API. Packages below this one may change in every release.
 * <p>
 * <b>Batching.</b> A statement for many jobs costs little more than one for a single job.
 * Four mechanisms make use of it; each does what its caller can wait for:
 * <table>
 * <caption>Where requests of several threads share work</caption>
 * <tr>
 * <th>mechanism</th>
 * <th>shares</th>
 * <th>the caller</th>
 * <th>guarantee</th>
 * </tr>
 * <tr>
 * <td>{@code store.GroupCommit}</td>
 * <td>a transaction: submits outside of transactions, and claims</td>
 * <td>waits for the commit</td>
 * <td>A call that is alone runs at once. If the shared transaction fails, each call runs
 * alone, on its own thread and connection.</td>
 * </tr>
 * <tr>
 * <td>{@code attempt.BatchExecutor}</td>
 * <td>a statement: outcomes of attempts</td>
 * <td>goes on, and is called back</td>
 * <td>A request that can't be executed fails alone. A locked row and an outage defer
 * requests, and no thread waits for them.</td>
 * </tr>
 * <tr>
 * <td>{@code outbox.ConfirmingOutboxPublisher}</td>
 * <td>a statement: marks of confirmed messages</td>
 * <td>does not wait</td>
 * <td>None is needed: a message without its mark is published again, and its claim drops
 * the duplicate. A job that is claimed before needs no mark.</td>
 * </tr>
 * <tr>
 * <td>{@code worker.Acknowledgements}</td>
 * <td>an AMQP frame with {@code multiple=true}</td>
 * <td>does not wait</td>
 * <td>Only deliveries that are complete are acknowledged. A delivery whose
 * acknowledgement is lost is redelivered, and its claim drops it.</td>
 * </tr>
 * </table>
 * <p>
 * They are four because their callers differ: a submit returns after its commit, a worker
 * takes the next message before the outcome is recorded, a mark may be lost, and a frame
 * belongs to a channel. What the statements share is {@code store.BatchStatement}: a
 * batch becomes arrays in the order of job ids, so that two processes never wait for each
 * other in a circle, and a single request plain values.
 */
@NullMarked
package io.computeplatform.internal;

import org.jspecify.annotations.NullMarked;
