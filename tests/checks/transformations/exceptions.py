"""What still gets another verdict when it is written another way: for each transformation why, and which samples."""

from __future__ import annotations

EXCEPTIONS: dict[str, frozenset[str]] = {
    # What a function of the module does with its parameter is not counted where it is called.
    "release_in_function_of_the_module": frozenset(
        {
            "asymmetric-growth/bad_cancelled_job_stays_pending",
            "asymmetric-growth/bad_dataclass_fields",
            "asymmetric-growth/bad_history_beside_what_is_open",
            "asymmetric-growth/bad_removal_in_base_class",
            "asymmetric-growth/bad_second_index",
            "asymmetric-registration/ok_removed_by_helper_method",
            "broadcast-over-live-set/bad_set_of_connections",
            "connection-key-never-removed/ok_removed_in_mixin",
            "constructor-leak/bad_entering_fails",
            "handle-overwritten/bad_asks_only_whether_it_dialled",
            "handle-overwritten/bad_each_of_two_tasks_reconnects",
            "handle-overwritten/bad_reader_for_each_reconnect",
            "handle-overwritten/bad_timer_for_each_response",
            "handle-overwritten/ok_disconnect_comes_between",
            "handle-overwritten/ok_rearmed_by_its_callback",
            "handler-identity-mismatch/bad_nested_function_again",
            "handler-identity-mismatch/ok_same_nested_function",
            "heartbeat-never-stopped/ok_ends_with_the_loop_of_its_own",
            "heartbeat-never-stopped/ok_failure_ends_it",
            "heartbeat-never-stopped/ok_leaves_on_failure",
            "listener-not-removed/ok_removed_in_loop",
            "owner-without-close/ok_closed_under_another_name",
            "periodic-not-stopped/ok_loop_is_stopped",
            "removal-not-guaranteed/bad_after_the_loop",
            "removal-not-guaranteed/bad_returns_before_the_wait",
            "stored-task-not-cancelled/bad_only_replaced",
            "stored-task-not-cancelled/ok_connects_again_until_closed",
            "stored-task-not-cancelled/ok_ends_with_its_connection",
            "stored-timer-not-cancelled/bad_connection_lost_misses_it",
            "task-collection-not-pruned/ok_list_reaped_by_its_owner",
            "teardown-incomplete/bad_forgotten_sibling",
            "teardown-incomplete/bad_method_by_name",
            "teardown-incomplete/bad_only_elsewhere",
            "teardown-incomplete/bad_server",
            "teardown-incomplete/bad_shutdown_skips_close",
            "teardown-incomplete/bad_watchdog_left_armed",
            "teardown-incomplete/ok_connects_again",
            "teardown-incomplete/ok_loop_of_the_process",
            "teardown-incomplete/ok_protocol_ends_transport",
        }
    ),
    # As above, where the function reaches through its parameter.
    "release_in_function_that_gets_self": frozenset(
        {
            "asymmetric-growth/bad_cancelled_job_stays_pending",
            "asymmetric-growth/bad_dataclass_fields",
            "asymmetric-growth/bad_history_beside_what_is_open",
            "asymmetric-growth/bad_removal_in_base_class",
            "asymmetric-growth/bad_second_index",
            "asymmetric-registration/bad_sibling_removed",
            "asymmetric-registration/ok_removed_by_helper_method",
            "broadcast-over-live-set/bad_set_of_connections",
            "constructor-leak/bad_entering_fails",
            "handle-overwritten/bad_asks_only_whether_it_dialled",
            "handle-overwritten/bad_each_of_two_tasks_reconnects",
            "handle-overwritten/bad_reader_for_each_reconnect",
            "handle-overwritten/bad_timer_for_each_response",
            "handle-overwritten/ok_disconnect_comes_between",
            "handle-overwritten/ok_rearmed_by_its_callback",
            "handler-identity-mismatch/bad_emitter_kept_under_another_name",
            "handler-identity-mismatch/bad_fresh_lambda",
            "handler-identity-mismatch/bad_fresh_partial",
            "handler-identity-mismatch/bad_made_by_a_method_each_time",
            "handler-identity-mismatch/bad_nested_function_again",
            "handler-identity-mismatch/bad_other_event",
            "handler-identity-mismatch/bad_wrapped_in_lambda",
            "handler-identity-mismatch/ok_method_keeps_what_it_makes",
            "handler-identity-mismatch/ok_method_with_a_cache",
            "handler-identity-mismatch/ok_same_nested_function",
            "heartbeat-never-stopped/ok_ends_with_the_loop_of_its_own",
            "heartbeat-never-stopped/ok_failure_ends_it",
            "heartbeat-never-stopped/ok_leaves_on_failure",
            "listener-not-removed/ok_removed_in_loop",
            "owner-without-close/ok_closed_under_another_name",
            "periodic-not-stopped/ok_loop_is_stopped",
            "reconnect-leaks-previous/ok_closed_before",
            "reconnect-leaks-previous/ok_closed_when_it_fails",
            "removal-not-guaranteed/bad_after_the_loop",
            "removal-not-guaranteed/bad_returns_before_the_wait",
            "stored-task-not-cancelled/bad_only_replaced",
            "stored-task-not-cancelled/ok_connects_again_until_closed",
            "stored-task-not-cancelled/ok_ends_with_its_connection",
            "stored-timer-not-cancelled/bad_connection_lost_misses_it",
            "subscription-not-left/ok_cancelled_tag",
            "teardown-incomplete/bad_forgotten_sibling",
            "teardown-incomplete/bad_method_by_name",
            "teardown-incomplete/bad_only_elsewhere",
            "teardown-incomplete/bad_server",
            "teardown-incomplete/bad_shutdown_skips_close",
            "teardown-incomplete/bad_watchdog_left_armed",
            "teardown-incomplete/ok_connects_again",
            "teardown-incomplete/ok_loop_of_the_process",
            "teardown-incomplete/ok_protocol_ends_transport",
        }
    ),
    # As above, for a function that a method defines and calls at once.
    "release_in_nested_function": frozenset(
        {
            "asymmetric-growth/ok_cancelled_job_removed_from_both",
            "asymmetric-growth/ok_failed_save_is_undone",
            "asymmetric-growth/ok_local_alias",
            "asymmetric-growth/ok_moved_to_the_other",
            "handler-identity-mismatch/bad_nested_function_again",
            "reconnect-leaks-previous/ok_closed_when_it_fails",
            "removal-not-guaranteed/bad_after_the_loop",
            "removal-not-guaranteed/bad_returns_before_the_wait",
            "stored-task-not-cancelled/bad_only_replaced",
            "teardown-incomplete/bad_shutdown_skips_close",
            "teardown-incomplete/bad_watchdog_left_armed",
        }
    ),
    # Each step in a `try` of its own: then `shutdown()` may fail.
    "release_in_try": frozenset({"teardown-incomplete/bad_shutdown_skips_close"}),
    # An exit stack is given the method and its arguments; whose arguments they are is not asked.
    "release_on_exit_stack": frozenset(
        {
            "handler-identity-mismatch/bad_emitter_kept_under_another_name",
            "handler-identity-mismatch/bad_fresh_lambda",
            "handler-identity-mismatch/bad_fresh_partial",
            "handler-identity-mismatch/bad_made_by_a_method_each_time",
            "teardown-incomplete/bad_only_elsewhere",
        }
    ),
    # A server is made in one method and given to another one, which hands it to the base class.
    "constructor_split": frozenset(
        {
            "server-not-shutdown/ok_base_class_keeps_it",
        }
    ),
    # Each of two mixins is judged without the other one; what they share is a subclass.
    "two_mixins": frozenset(
        {
            "asymmetric-growth/bad_list_beside_dict",
            "asymmetric-registration/bad_sibling_removed",
            "asymmetric-registration/bad_sibling_taken_off_another_library",
            "asymmetric-registration/ok_both_removed",
            "asymmetric-registration/ok_both_taken_off_another_library",
            "connection-key-never-removed/bad_emptied_on_close_only",
            "container-only-grows/bad_calls_kept_until_close",
            "container-only-grows/ok_of_one_run",
            "disposer-never-read/ok_computed_names",
            "handler-identity-mismatch/bad_emitter_kept_under_another_name",
            "handler-identity-mismatch/bad_fresh_lambda",
            "handler-identity-mismatch/bad_fresh_partial",
            "handler-identity-mismatch/bad_other_event",
            "handler-identity-mismatch/bad_wrapped_in_lambda",
            "handler-identity-mismatch/ok_bound_method",
            "handler-identity-mismatch/ok_lambda_elsewhere",
            "handler-identity-mismatch/ok_several_events",
            "handler-identity-mismatch/ok_stored_partial",
            "heartbeat-never-stopped/ok_ends_with_the_loop_of_its_own",
            "listener-not-removed/ok_removed_in_loop",
            "listener-not-removed/ok_removed_on_close",
            "owner-without-close/ok_closed_by_its_pool",
            "owner-without-close/ok_closed_by_name",
            "removal-not-guaranteed/bad_one_exception_only",
            "task-collection-not-pruned/bad_cleared_on_close_only",
            "teardown-incomplete/bad_watchdog_left_armed",
            "teardown-incomplete/ok_closes_one_of_many",
            "teardown-incomplete/ok_connects_again",
        }
    ),
    # The two halves are looked at one by one.
    "teardown_split": frozenset(
        {
            "handler-identity-mismatch/bad_nested_function_again",
            "stored-task-not-cancelled/ok_all_tasks_of_the_loop_cancelled",
            "task-collection-not-pruned/bad_list_of_another_object",
        }
    ),
    # The method that ends the object has another name, and so tells less.
    "teardown_elsewhere": frozenset(
        {
            "listener-not-removed/bad_kept_until_the_session_ends",
            "removal-not-guaranteed/bad_one_exception_only",
            "teardown-incomplete/ok_closes_one_of_many",
        }
    ),
    # What is made by a method for its own class is known by the method's name only.
    "made_by_method": frozenset(
        {
            "container-only-grows/bad_calls_kept_after_their_answer",
            "defaultdict-probe/bad_items_of_a_lookup",
            "disposer-dropped/bad_made_anew_by_the_emitters_owner",
            "disposer-dropped/ok_part_of_the_emitters_owner",
            "disposer-never-read/bad_handle_of_unknown_library",
            "disposer-never-read/bad_stored_and_forgotten",
            "handle-overwritten/bad_asks_only_whether_it_dialled",
            "handle-overwritten/bad_each_of_two_tasks_reconnects",
            "handle-overwritten/bad_only_cancelled_at_the_end",
            "handle-overwritten/bad_reader_for_each_reconnect",
            "handle-overwritten/bad_timer_for_each_response",
            "handle-overwritten/ok_disconnect_comes_between",
            "handle-overwritten/ok_rearmed_by_its_callback",
            "heartbeat-never-stopped/bad_failed_ping_ignored",
            "heartbeat-never-stopped/bad_started_through_a_partial",
            "owner-without-close/bad_loop_in_thread",
            "periodic-not-stopped/bad_connection_that_may_stop_the_reactor",
            "periodic-not-stopped/bad_looping_call",
            "periodic-not-stopped/bad_thread_never_told",
            "periodic-not-stopped/bad_thread_of_its_own_class",
            "periodic-not-stopped/ok_ends_with_the_reactor",
            "periodic-not-stopped/ok_event_set_from_outside",
            "periodic-not-stopped/ok_loop_is_stopped",
            "periodic-not-stopped/ok_stops_the_reactor",
            "register-in-hot-path/bad_place_of_its_own",
            "removal-not-guaranteed/bad_typed_future",
            "resource-not-closed/bad_accepted",
            "stored-task-not-cancelled/bad_connects_again",
            "stored-task-not-cancelled/bad_started_by_the_application",
            "stored-task-not-cancelled/ok_event_given_to_what_it_iterates",
            "stored-timer-not-cancelled/bad_connection_lost_misses_it",
            "stored-timer-not-cancelled/bad_forgotten_when_cleared",
            "subscription-not-left/bad_consumer_tag",
            "teardown-incomplete/bad_watchdog_left_armed",
            "teardown-incomplete/ok_loop_of_the_process",
            "unbounded-producer-queue/bad_receive_loop",
        }
    ),
    # As above.
    "made_by_class_method": frozenset(
        {
            "container-only-grows/bad_calls_kept_after_their_answer",
            "defaultdict-probe/bad_items_of_a_lookup",
            "disposer-dropped/bad_made_anew_by_the_emitters_owner",
            "heartbeat-never-stopped/bad_started_through_a_partial",
            "owner-without-close/bad_loop_in_thread",
            "periodic-not-stopped/bad_thread_of_its_own_class",
            "periodic-not-stopped/ok_event_set_from_outside",
            "periodic-not-stopped/ok_loop_is_stopped",
            "register-in-hot-path/bad_place_of_its_own",
            "removal-not-guaranteed/bad_typed_future",
            "resource-not-closed/bad_accepted",
            "stored-task-not-cancelled/ok_event_given_to_what_it_iterates",
            "teardown-incomplete/ok_loop_of_the_process",
            "unbounded-producer-queue/bad_receive_loop",
        }
    ),
    # As above.
    "made_by_function": frozenset(
        {
            "container-only-grows/bad_calls_kept_after_their_answer",
            "defaultdict-probe/bad_items_of_a_lookup",
            "disposer-dropped/bad_made_anew_by_the_emitters_owner",
            "heartbeat-never-stopped/bad_started_through_a_partial",
            "owner-without-close/bad_loop_in_thread",
            "periodic-not-stopped/bad_thread_of_its_own_class",
            "periodic-not-stopped/ok_event_set_from_outside",
            "periodic-not-stopped/ok_loop_is_stopped",
            "register-in-hot-path/bad_place_of_its_own",
            "removal-not-guaranteed/bad_typed_future",
            "resource-not-closed/bad_accepted",
            "stored-task-not-cancelled/ok_event_given_to_what_it_iterates",
            "teardown-incomplete/ok_loop_of_the_process",
            "unbounded-producer-queue/bad_receive_loop",
        }
    ),
    # What a lifespan, a factory or a test does through another function is not counted as its own.
    "entry_delegates": frozenset(
        {
            "connection-key-never-removed/ok_made_by_a_test_alone",
            "heartbeat-never-stopped/bad_started_through_a_partial",
            "startup-without-shutdown/bad_task_of_the_lifespan",
        }
    ),
    # A property gives the attribute away: anybody may release it.
    "through_property": frozenset(
        {
            "disposer-never-read/bad_list_only_filled",
            "disposer-never-read/bad_stored_and_forgotten",
            "handle-overwritten/bad_asks_only_whether_it_dialled",
            "handle-overwritten/bad_each_of_two_tasks_reconnects",
            "handle-overwritten/bad_only_cancelled_at_the_end",
            "handle-overwritten/bad_timer_for_each_response",
            "handle-overwritten/ok_disconnect_comes_between",
            "handle-overwritten/ok_rearmed_by_its_callback",
            "owner-without-close/bad_lent_to_a_helper",
            "periodic-not-stopped/bad_thread_of_its_own_class",
            "stored-task-not-cancelled/bad_not_among_those_written_out",
            "stored-task-not-cancelled/bad_only_replaced",
            "stored-task-not-cancelled/bad_teardown_only_reads_it",
            "stored-timer-not-cancelled/bad_connection_lost_misses_it",
            "stored-timer-not-cancelled/bad_forgotten_when_cleared",
            "stored-timer-not-cancelled/bad_timer_for_each_user",
            "teardown-incomplete/ok_closes_one_of_many",
        }
    ),
    # A callback on an exit stack says less than the call in a `finally`.
    "stack_instead_of_finally": frozenset(
        {
            "register-in-hot-path/bad_one_of_two_is_removed",
            "task-collection-not-pruned/bad_reaped_by_the_next_message",
            "teardown-incomplete/ok_closes_itself_when_done",
        }
    ),
    # A stack that is entered first hides which block the resource, or the suppression, belongs to.
    "stack_instead_of_with": frozenset(
        {
            "cancellation-swallowed/bad_suppressed",
            "owner-without-close/bad_made_when_first_asked_for",
            "teardown-incomplete/ok_leaves_itself_closed",
        }
    ),
    # The body of the lambda calls a local function, or a method of somebody else.
    "lambda_instead_of_arguments": frozenset(
        {
            "timer-handle-dropped/bad_function_inside_the_method",
            "timer-handle-dropped/ok_deadline_of_the_transport",
        }
    ),
}
