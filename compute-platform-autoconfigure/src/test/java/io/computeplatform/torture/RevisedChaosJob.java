package io.computeplatform.torture;

/**
 * Payload of the next version of the application, which executors of the version before
 * could read and must not run.
 *
 * @param key names the job in the notes of its submitter
 * @param kind what to do
 */
record RevisedChaosJob(String key, ChaosJob.Kind kind) {

}
