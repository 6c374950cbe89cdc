package io.computeplatform.failed;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Takes the word of Spring Security.
 */
final class SecurityActor implements Actor {

	@Override
	public @Nullable String name() {
		Authentication caller = SecurityContextHolder.getContext().getAuthentication();
		boolean known = caller != null && caller.isAuthenticated() && !(caller instanceof AnonymousAuthenticationToken);
		return known ? caller.getName() : null;
	}

}
