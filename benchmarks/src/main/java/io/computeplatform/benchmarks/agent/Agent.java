package io.computeplatform.benchmarks.agent;

import java.io.File;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;

import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.WorkerGroup.Share;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * A process of one contender. Failures are thrown as an {@link IllegalStateException}
 * with the stack trace as text, because the caller may not know the class of the
 * exception.
 */
public interface Agent extends Remote {

	List<Reading> run(Measure measure, Sandbox sandbox) throws RemoteException;

	/** Starts workers, and waits until one of them holds a job. */
	void startWorkers(Sandbox sandbox, int workers, int jobs) throws RemoteException;

	void releaseWorkers() throws RemoteException;

	/** Number of jobs that the workers of this process have completed. */
	int completedJobs() throws RemoteException;

	/** Waits until the jobs of all processes are recorded as complete. */
	void awaitRecorded(int jobs) throws RemoteException;

	/** Stops the workers. */
	Share stopWorkers() throws RemoteException;

	/** Starts workers that append each attempt to a file. */
	void recordRuns(Sandbox sandbox, int workers, File file) throws RemoteException;

	/** Stops these workers. */
	void stopRuns() throws RemoteException;

	/** Peak memory of the process. */
	List<Reading> peakMemory(String metric) throws RemoteException;

}
