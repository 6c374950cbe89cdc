package io.computeplatform.benchmarks.agent;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;

import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.WorkerGroup.Share;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * A process of one contender. Whatever fails is thrown as an
 * {@link IllegalStateException} with the stack trace as text: the class of what was
 * thrown may be unknown to the caller.
 */
public interface Agent extends Remote {

	List<Reading> take(Measure measure, Sandbox place) throws RemoteException;

	/** Starts workers, and waits until one of them holds a job. */
	void startShift(Sandbox place, int workers, int jobs) throws RemoteException;

	void releaseShift() throws RemoteException;

	/** How many jobs the workers of this process have done. */
	int doneInShift() throws RemoteException;

	/** Waits until the jobs of all processes are on record as done. */
	void awaitRecorded(int jobs) throws RemoteException;

	/** Stops the workers. */
	Share endShift() throws RemoteException;

	/** Readings of the most memory that the process ever had. */
	List<Reading> peakMemory(String metric) throws RemoteException;

}
